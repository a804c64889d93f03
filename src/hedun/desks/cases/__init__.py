"""Administrative-penalty cases (案件): source, verification, filing, investigation, decision, close.

Eight procedures are declared in `terms`: the case itself, and what runs beside it as matters of
their own, each with its clocks: preservation (先行登记保存), seizure (查封扣押), assistance
(协助调查), transfer to the police (移送公安), to another bureau or agency (移送), and the request to
close a site (提请关闭网站).

For the document engine: `queries.values_of(viewer, case)` gives every value that a document may
need as one mapping with stable dotted keys ("party.name", "officers.1.certificate",
"ruling.fine_yuan", "dates.open"), lists under the keys that end in "s"; `queries.VALUE_KEYS`
names them all. It only reads. What the case lacks is an empty string, so that a form can show
what is missing before it is printed. The page of a case leaves a card for documents (文书).
"""
