"""Forms that look like Designsystemet: templates say {{ form.name.as_field_group }}."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Field templates are ours (templates/forms); widgets are Django's own with our attributes."""

    field_template_name = "forms/field.html"
