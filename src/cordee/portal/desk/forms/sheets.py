"""Sending a list, and saying what its columns hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cordee.ground.audit.rules import Refused
from cordee.ground.people.models import ReceivedSheet, SheetKind
from cordee.ground.people.rules.sheets.fields import check_columns, fields_offered
from cordee.ground.people.rules.sheets.tables import MAX_BYTES
from cordee.ui.forms import RadioCards


class SheetForm(forms.Form):
    """A file, and what its lines are."""

    kind = forms.ChoiceField(
        label="Que contient la liste ?",
        choices=SheetKind.choices,
        widget=RadioCards(
            hints={
                SheetKind.VOLUNTEERS: "Une personne qui propose son aide par ligne.",
                SheetKind.NEEDS: "Une demande reçue par ligne.",
                SheetKind.REGISTER: "Une personne inscrite par ligne. Réservé à qui tient le registre.",
            },
            icons={SheetKind.VOLUNTEERS: "users", SheetKind.NEEDS: "phone", SheetKind.REGISTER: "book"},
        ),
        error_messages={"required": "Choisissez ce que contient la liste."},
    )
    file = forms.FileField(
        label="Fichier",
        help_text="Excel (.xlsx), LibreOffice (.ods) ou CSV, 50 000 lignes au plus.",
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
        error_messages={"required": "Choisissez le fichier à importer.", "empty": "Le fichier est vide."},
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse on its size before a byte of it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is not None and file.size > MAX_BYTES:
            raise forms.ValidationError(
                "Ce fichier dépasse 20 Mo : retirez les images ou coupez-le en plusieurs fichiers."
            )
        return file


class ColumnsForm(forms.Form):
    """One choice a column of a received list: what it holds, or « laisser de côté »."""

    def __init__(self, *args: Any, sheet: ReceivedSheet, may_clear: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        offered = [("", "— colonne ignorée —"), *fields_offered(sheet.kind)]
        for guess in sheet.counts["guesses"]:
            position = guess["position"]
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=guess["header"] or f"Colonne {position + 1}, sans titre",
                choices=offered,
                required=False,
                initial=sheet.columns.get(str(position), ""),
            )
        if sheet.kind == SheetKind.VOLUNTEERS and may_clear:
            self.fields["already_cleared"] = forms.BooleanField(
                label="Ces bénévoles sont déjà habilités par la mairie",
                required=False,
                help_text="À cocher seulement si, pour chaque adulte de la liste, vous avez déjà eu un "
                "échange au téléphone, vu la pièce d’identité, fait signer la charte et donné le briefing. Les "
                "contrôles seront datés d’aujourd’hui, à votre nom.",
            )

    def columns(self) -> dict[int, str]:
        """Position → field chosen."""
        return {
            int(name.removeprefix("column_")): code
            for name, code in self.cleaned_data.items()
            if name.startswith("column_")
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a list that would lack a name or a way to reach people, or a content chosen twice."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_columns(self.sheet.kind, self.columns())
            except Refused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return cleaned

    def rows(self) -> list[dict[str, Any]]:
        """What the page shows of each column: its samples, how sure the guess is, its choice."""
        return [
            {
                "header": self.fields[f"column_{guess['position']}"].label,
                "samples": guess["samples"],
                "doubtful": bool(guess["code"]) and guess["sure"] < 0.8,
                "unknown": not guess["code"],
                "field": self[f"column_{guess['position']}"],
            }
            for guess in self.sheet.counts["guesses"]
        ]
