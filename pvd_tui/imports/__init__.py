"""Files that a person brings in: read, previewed line by line, then written as one gesture that undo takes back.

Any spreadsheet:
classeur      a file -> sheets of cells, parsed in a process of its own (`lecture`), or one French sentence (`archive`)
entete        those sheets -> one table: which sheet, which row of titles, merged cells filled, totals told apart
rapprochement its columns -> fields (`cibles`, `vocabulaire`), by their titles and their cells
correspondances  what a person decided of them, remembered
lignes, lieux, valeurs, presences
              a line -> its commune, its values; `question`: what only a person can say
projets, suivi (postes, groupes, clubs)
              lines -> the fiches they ask for, each with an id that follows from what it is about
prevision     those fiches and a store -> the preview
importation   all of it, in order: preparer, apercevoir, importer

The official list of communes, which `importation` recognises:
fichier, liste_pvd   bytes -> a table of text -> the lines of the list
apercu               those lines and a store -> what would be created, changed, left or refused; and writing it
"""
