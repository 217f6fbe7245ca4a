"""The spoken form of written text: numbers, money, units, times, addresses and signs in words of a language.

`normalisation.normalise` gives it; `word_times.word_times` leads from it back to the written words. Captions
show what was written, a voice reads what is spoken. Pure.
"""
