"""Files that a person brings in: read, previewed line by line, then written as one gesture that undo takes back.

fichier     bytes -> a table of text, or one French sentence
liste_pvd   that table -> the lines of the official list of communes
apercu      those lines and a store -> what would be created, changed, left or refused; and writing it
"""
