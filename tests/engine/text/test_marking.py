from hedun.engine.text import pieces


def test_pieces_mark_each_stretch_with_its_words():
    words = [{"start": 1, "end": 3, "word": "乙丙"}, {"start": 2, "end": 4, "word": "丙丁"}]
    assert [(p.text, p.title) for p in pieces("甲乙丙丁戊", words)] == [
        ("甲", ""),
        ("乙", "乙丙"),
        ("丙", "乙丙、丙丁"),
        ("丁", "丙丁"),
        ("戊", ""),
    ]
