"""The words of a paper."""

from __future__ import annotations

from django import forms

from cordee.ground.papers.rules.texts import LONGEST


class PaperTextForm(forms.Form):
    """A plain text with named fields; what is acceptable is judged by the action."""

    body = forms.CharField(
        label="Texte",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 24, "spellcheck": "true"}),
        help_text="Une ligne vide sépare deux paragraphes. Une ligne courte et seule, sans point final, devient un titre. "
        "« 1. » ou « - » en début de ligne fait une liste. Un nom entre accolades est rempli tout seul.",
    )
    after = forms.IntegerField(min_value=0, max_value=30_000, widget=forms.HiddenInput())
