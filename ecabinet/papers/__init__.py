"""Official papers: the forms of decree 30/2020, as PDF and DOCX from one description."""
