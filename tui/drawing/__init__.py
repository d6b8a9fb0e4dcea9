"""Numbers in, terminal cells out.

Everything here is pure: no terminal, no widgets, no network. It knows colours, glyphs and widths; it does not know what
a weight or a gradient is, nor who puts the cells on a screen.
"""
