"""How the project's own Vosk model is built; the program does not import it. Start with `__main__`.

text to sound   sentences (what is said), render (voices), recordings (real speech), rooms (how it arrives), shards
sound to model  features, network, mmi, train
words to graph  phones, lexicon, ngram, language, openfst, graph
model to Vosk   kaldi, export; numbers and measure say whether it is right, and how well it hears
"""
