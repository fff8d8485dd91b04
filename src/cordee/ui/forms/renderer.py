"""How every form of the house is drawn."""

from django.forms.renderers import DjangoTemplates


class CordeeRenderer(DjangoTemplates):
    """Draw forms and fields with our templates, in an engine of its own; Django's widgets are kept."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"
