"""Splink on the same files, run by a Python that has it: splink_peer.py ROSTER REGISTRY OUT [--tuned].

Not a dependency of the product. `defaults` takes the comparisons of Splink's own library on the
columns as they are. `tuned` is what somebody who knows the model and the data would write in SQL:
trade name without region, brackets and form, county, door, masked numbers, term frequencies, six
blocking rules. Written is the best record of each row with its probability; the threshold is
chosen afterwards, on the truth, which is generous.
"""

import argparse
import json
import resource
import time
from pathlib import Path
from typing import Any

FORMS = "有限责任公司|股份有限公司|有限公司|合伙企业|经营部|服务部|商行|工作室|店|馆|部|行|铺|坊|厂"
CLEAN = f"""
create or replace table {{table}} as
with cleaned as (
  select id as unique_id, nullif(upper(trim(code)), '') as code, nullif(identity, '') as identity,
    nullif(identity_mask, '') as identity_mask, nullif(phone, '') as phone, nullif(person, '') as person,
    name, nullif(address, '') as address,
    regexp_replace(lower(name), '[（(].*?[)）]', '', 'g') as bare
  from read_parquet('{{path}}'))
select * exclude (bare), coalesce(nullif(
    regexp_replace(regexp_replace(bare,
      '^(.{{{{2,8}}}}?(省|自治区))?(.{{{{2,10}}}}?(市|自治州|盟|地区))?(.{{{{1,12}}}}?(区|县|旗))?', ''), '({FORMS})$', ''), ''), bare) as core,
  nullif(regexp_extract(address, '([^省市区县镇州旗盟]{{{{2,5}}}}(路|街|大道|巷|村)[0-9]+号)', 1), '') as door,
  nullif(regexp_extract(coalesce(address, name), '([^省市州盟区]{{{{1,12}}}}(区|县|旗|市))[^区县市旗]*$', 1), '') as county
from cleaned
"""  # noqa: S608 - nobody else's text


def settings(*, tuned: bool) -> Any:
    """Write the model down."""
    import splink.comparison_library as cl  # type: ignore[import-not-found, unused-ignore]
    from splink import SettingsCreator, block_on  # type: ignore[import-not-found, unused-ignore]

    if not tuned:
        return SettingsCreator(
            link_type="link_only",
            comparisons=[
                cl.JaroWinklerAtThresholds("name"),
                cl.ExactMatch("code"),
                cl.ExactMatch("identity"),
                cl.ExactMatch("phone"),
                cl.ExactMatch("person"),
                cl.LevenshteinAtThresholds("address"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("code"),
                block_on("identity"),
                block_on("phone"),
                block_on("name"),
                block_on("address"),
            ],
        )
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("core", [0.95, 0.88]).configure(
                term_frequency_adjustments=True
            ),
            cl.LevenshteinAtThresholds("code", [1]),
            cl.ExactMatch("identity"),
            cl.ExactMatch("identity_mask"),
            cl.LevenshteinAtThresholds("phone", [1, 4]),
            cl.JaroWinklerAtThresholds("person", [0.8]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("door", [1, 3]),
            cl.ExactMatch("county"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("code"),
            block_on("identity"),
            block_on("identity_mask"),
            block_on("phone"),
            block_on("core", "county"),
            block_on("door", "county"),
            block_on("core", "door"),
            block_on("person", "county"),
        ],
    )


def main() -> None:
    """Link, and print the seconds and the peak of memory as JSON."""
    from splink import DuckDBAPI, Linker, block_on

    parser = argparse.ArgumentParser()
    parser.add_argument("roster", type=Path)
    parser.add_argument("registry", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tuned", action="store_true")
    given = parser.parse_args()
    import duckdb  # type: ignore[import-not-found, unused-ignore]

    started = time.perf_counter()
    base = duckdb.connect()
    base.execute("set threads = 2")
    base.execute("set memory_limit = '6GB'")
    for table, path in (("roster", given.roster), ("registry", given.registry)):
        base.execute(CLEAN.format(table=table, path=path))
    api = DuckDBAPI(connection=base)
    linker = Linker(
        ["roster", "registry"],
        settings(tuned=given.tuned),
        api,
        input_table_aliases=["roster", "registry"],
    )
    train = linker.training
    columns = ("code", "phone")
    train.estimate_probability_two_random_records_match([block_on(c) for c in columns], recall=0.7)
    train.estimate_u_using_random_sampling(max_pairs=5e6 if given.tuned else 1e6, seed=1)
    first = "core" if given.tuned else "name"
    for rule in (block_on("phone"), block_on(first), block_on("code")):
        train.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01)
    base.execute(
        f"""copy (
          select * from (
            select unique_id_l, unique_id_r, source_dataset_l, match_probability as probability,
              match_weight as weight, row_number() over (
                partition by case when source_dataset_l = 'roster' then unique_id_l else unique_id_r end
                order by match_weight desc) as place
            from {found.physical_name})
          where place = 1) to '{given.out}' (format parquet)"""  # noqa: S608 - nobody else's text
    )
    told = {
        "seconds": time.perf_counter() - started,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
