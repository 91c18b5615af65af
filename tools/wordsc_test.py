#!/usr/bin/env python3
"""wordsc: what it finds, what it refuses, and that nothing translated is lost."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
LOADER = importlib.machinery.SourceFileLoader("wordsc", str(HERE / "wordsc"))
wordsc = importlib.util.module_from_spec(importlib.util.spec_from_loader("wordsc", LOADER))
LOADER.exec_module(wordsc)

HEADER = 'msgid ""\nmsgstr ""\n"Language: ar\\n"\n'


class Wordsc(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = wordsc.ROOT = pathlib.Path(self.folder.name)
        (self.root / "po").mkdir()
        for name in ("words", "why", "fields"):
            (self.root / f"po/{name}.txt").write_text("# nothing\n")

    def tearDown(self):
        self.folder.cleanup()

    def view(self, text):
        path = self.root / "x.html"
        path.write_text(text)
        all_ = wordsc.Messages()
        wordsc.scan_view(all_, path)
        return set(all_.by_key)

    def po(self, text):
        (self.root / "po/ar.po").write_text(HEADER + "\n" + text)
        po = wordsc.Po("ar")
        po.check()
        return po

    def refused(self, text):
        with self.assertRaises(wordsc.Fault):
            self.po(text)

    def test_numbers_are_fnv1a_of_the_english(self):
        self.assertEqual(wordsc.Message("a").name, "W_e40c292c")
        self.assertEqual(wordsc.Message("foobar").name, "W_bf9cf968")
        self.assertEqual(wordsc.fnv1a32("a|b"), wordsc.fnv1a32(wordsc.Message("a", "b").key))

    def test_messages_stand_anywhere_in_an_order(self):
        self.assertEqual(self.view('{{_ "Say it"}}{{!title _ "Home"}}'), {"Say it", "Home"})
        self.assertEqual(self.view('{{input a _ "It\'s {who}" who=v->who hint="In }} short" rows=2}}'),
                         {"It's {who}", "In }} short"})
        self.assertEqual(self.view(r'{{_ "Say \"it\" \\ here"}}'), {'Say "it" \\ here'})

    def test_messages_that_count(self):
        self.assertEqual(self.view('{{n v->n "one thing" "{n} things"}}'), {"one thing|{n} things"})
        self.assertEqual(self.view('{{link n f(v, "x y") "one" "many" "/a/{}" v->id}}'), {"one|many"})

    def test_what_is_no_message_is_left(self):
        self.assertEqual(self.view("{{# it's \"_ \"no\"}}<p title=\"_ 'no'\">{{v->name}}</p>"), set())
        self.assertEqual(self.view("{{if v->c == '\"'}}{{radios a v->b options=v->o n=v->n}}"), set())

    def test_bad_english_is_refused(self):
        for text in ('{{_ ""}}', '{{_ " blank before"}}', '{{_ "blank after "}}'):
            with self.assertRaises(wordsc.Fault):
                self.view(text)

    def test_two_that_hash_alike_are_refused(self):
        all_ = wordsc.Messages()
        for text in ("costarring", "liquid"):          # the same FNV-1a32
            all_.add("here", text)
        with self.assertRaises(wordsc.Fault):
            all_.sorted()

    def test_a_pair_twice_is_refused(self):
        (self.root / "po/why.txt").write_text("a.b = One\na.b = Two\n")
        with self.assertRaises(wordsc.Fault):
            wordsc.gather([])

    def test_placeholders_must_match(self):
        self.po('msgid "Hello {name}"\nmsgstr "{name} :"\n')
        self.refused('msgid "Hello {name}"\nmsgstr "hello"\n')
        self.refused('msgid "Hello {name}"\nmsgstr "{name} {other}"\n')

    def test_plurals_have_all_their_forms(self):
        forms = "".join(f'msgstr[{i}] "{i}"\n' for i in range(6))
        po = self.po('msgid "one"\nmsgid_plural "{n}"\n' + forms)
        self.assertEqual(po.get(wordsc.Message("one", "{n}")), list("012345"))
        self.refused('msgid "one"\nmsgid_plural "{n}"\n' + forms.replace('"3"', '""'))

    def test_a_message_twice_or_a_strange_line_is_refused(self):
        self.refused('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n')
        self.refused('msgid "a"\nmsgstr b\n')

    def test_every_refusal_in_the_house_has_its_sentence(self):
        wordsc.ROOT = HERE.parent
        keys, _ = wordsc.unworded(wordsc.gather([]))
        self.assertEqual(keys, {}, "say these in po/why.txt")

    def test_update_keeps_what_was_translated(self):
        po = self.po('msgid "old"\nmsgstr "o"\n\nmsgid "live \\"x\\""\nmsgstr "l"\n')
        messages = [wordsc.Message('live "x"'), wordsc.Message("new")]
        for m in messages:
            m.places = ["here:1"]
        po.write(messages)
        again = wordsc.Po("ar")
        self.assertEqual([m.one for m in again.missing(messages)], ["new"])
        self.assertIn('#~ msgid "old"', again.path.read_text())
        self.assertEqual(again.get(wordsc.Message("old")), ["o"])
        text = again.path.read_text()
        again.write(messages)
        self.assertEqual(again.path.read_text(), text)


if __name__ == "__main__":
    unittest.main()
