"""Figures of counting points as pages, files and programs tell them: exact, and as everybody may know them."""
