"""The Taobao open platform's wire format (TOP), which existing 云桥 systems speak.

`sign` `wire` `faults` `render` know the protocol; `gate` admits a call; `dispose`,
`caseinvest` and `inspection` turn methods into letters; `connector` calls out.
"""
