"""Screening whole files without a server: `hedun screen INPUT --text COLUMN --lexicon WORDS --out HITS`.

    lexicon = words.read(path)                    # a text file, a CSV, a workbook
    source = source.prepare(path, "标题", folder)  # CSV, XLSX, Parquet → row groups of texts
    run.scan_file(source, lexicon, folder, …)     # one process per core, resumable
    output.write(parts, target)                   # XLSX, CSV or Parquet, by its ending

`spark.screened` does the same to a Spark data frame.
"""
