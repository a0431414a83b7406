"""Languages: which one a visitor gets, catalogues, and how dates, numbers and names are written.

The only room that knows Babel. Languages are BCP 47 tags (R-I1); a new one needs a catalogue and a line in
`content/site.yaml`.
"""
