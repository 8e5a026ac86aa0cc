"""What every admin page of the desk shares: it asks a policy, hides what it must, and deletes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters, InlineModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db import DataError, models
from django.forms import CheckboxInput, CheckboxSelectMultiple, Field
from django.forms.models import ModelChoiceIterator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from authors.text_line import with_text_line

# More rows than any article has; without a limit one request could ask for thousands of them.
MOST_ROWS = 100
# So many of a list are counted and paged through; whoever looks for more narrows it down.
MOST_LISTED = 1000


class DeskPages(Paginator):
    """Pages of a list that cost the same however much there is, its last ones read from behind.

    A very long one has pages only at its beginning.
    `is_cut` is true where there are more than `count`, which is `MOST_LISTED` then.
    """

    @cached_property
    def _known(self) -> int:
        rows = self.object_list
        if not isinstance(rows, models.QuerySet):
            return len(rows)
        return rows.order_by().values("pk")[: MOST_LISTED + 1].count()

    @property
    def is_cut(self) -> bool:
        return self._known > MOST_LISTED

    @cached_property
    def count(self) -> int:
        return min(self._known, MOST_LISTED)

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = self.object_list
        if first == 0 or not isinstance(rows, models.QuerySet):
            return super().page(number)
        last = min(first + self.per_page, self.count)
        keys = rows.values_list("pk", flat=True)  # what is skipped is not put together with its section and people
        from_behind = slice(self.count - last, self.count - first)
        chosen = keys[first:last] if self.is_cut or first <= self.count // 2 else keys.reverse()[from_behind]
        # Still a queryset, because some lists are edited in place.
        return Page(rows.filter(pk__in=list(chosen)), number, self)


class DeskList(ChangeList):
    """A list whose address may have been typed or altered by anybody."""

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            return super().get_filters(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def get_ordering_field(self, field_name: Any) -> Any:
        """Nor does an address put in order what the list offers no order of."""
        offered = self.model_admin.sortable_by
        return super().get_ordering_field(field_name) if offered is None or field_name in offered else None

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except (DataError, ValueError) as error:
            # A NUL, a year of twenty digits, half a regular expression: PostgreSQL takes none of them.
            raise IncorrectLookupParameters(error) from error


def _asked_once(request: HttpRequest, question: tuple[Any, ...], ask: Callable[[], bool]) -> bool:
    """To show one page Django asks dozens of times, for each row of each inline; it changes nothing meanwhile."""
    if request.method != "GET":
        return ask()
    answers: dict[Any, bool] = request.__dict__.setdefault("desk_answers", {})
    if question not in answers:
        answers[question] = ask()
    return answers[question]


def tick(is_so: bool, name: Any) -> SafeString:
    """A yes or no in a list: a sign for the eye, and its name where no head of a column stands above it."""
    if is_so:
        return format_html('<span class="tick">✓<span class="tick-name">{}</span></span>', name)
    return format_html('<span class="tick is-off">–<span class="tick-name">{}</span></span>', _("No"))


def _ticked(field: models.Field[Any, Any]) -> Callable[[Any], SafeString]:
    """The column of a yes or no: Django's picture says “True” and “False” in every language."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: Any) -> SafeString:
        return tick(getattr(row, field.name), field.verbose_name)

    column.__name__ = field.name
    return column


class _ReadOnce(ModelChoiceIterator):
    """The choices of a field that stands in many rows of one page, read from the database once."""

    def __iter__(self) -> Iterator[Any]:
        read: list[Any] = self.field.choices_read  # type: ignore[attr-defined]
        if not read:
            read.extend(super().__iter__())
        return iter(read)


class DeskModelAdmin(admin.ModelAdmin):
    """The base of all admin pages: closed until a subclass names who may do what."""

    actions = None
    paginator = DeskPages
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False
    # The address behind that button is left out of the desk; see newsroom/desk_site.py.
    view_on_site = False

    def visible_to(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows that exist for this person."""
        nothing: models.QuerySet[Any] = self.model._default_manager.none()
        return nothing

    def may_add(self, request: HttpRequest) -> bool:
        return False

    def may_change(self, request: HttpRequest, obj: Any) -> bool:
        """Whether the person may change this row, or some row when `obj` is None."""
        return False

    def may_look(self, request: HttpRequest) -> bool:
        """Whether the person has any business on this list."""
        return True

    def choices_for(self, field: str, request: HttpRequest) -> models.QuerySet[Any] | None:
        """What may be chosen in a related field; None leaves the field's own choices."""
        return None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        # A queryset that counts something forgets its model's order.
        ordering = self.get_ordering(request) or self.model._meta.ordering or ["pk"]
        return self.visible_to(request).order_by(*ordering)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        flags = {field.name: field for field in self.opts.fields if isinstance(field, models.BooleanField)}
        names = super().get_list_display(request)
        return [_ticked(flags[name]) if name in flags and name not in self.list_editable else name for name in names]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing from the address: a link from outside puts no words and no choices into a form of ours."""
        return {}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _asked_once(request, ("look", self.model), lambda: self.may_look(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.has_module_permission(request)
        return _asked_once(request, ("see", self.model, obj.pk), lambda: self._sees(request, obj))

    def _sees(self, request: HttpRequest, obj: Any) -> bool:
        return self.visible_to(request).filter(pk=obj.pk).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_add(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.has_view_permission(request) and self.may_change(request, None)
        question = ("change", self.model, obj.pk)
        return self.has_view_permission(request, obj) and _asked_once(
            request, question, lambda: self.may_change(request, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes: drafts are binned, published things withdrawn, people disabled."""
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if (choices := self.choices_for(db_field.name, request)) is not None:
            kwargs["queryset"] = choices
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs = with_text_line(db_field, kwargs)
        return _without_related_buttons(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if (choices := self.choices_for(db_field.name, request)) is not None:
            kwargs["queryset"] = choices
        # Boxes to tick: the admin's two-column chooser speaks English in the middle of a Chinese form.
        return super().formfield_for_manytomany(db_field, request, **{"widget": CheckboxSelectMultiple, **kwargs})

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What the history says was changed, in words that every reader gets in his own language.

        Django keeps the labels of the fields as English writes them, with a capital; no catalog knows those.
        """
        message = super().construct_change_message(request, form, formsets, add)
        for change in message:
            if "changed" in change and "name" not in change["changed"]:
                changed = form.changed_data
                with translation.override(None):
                    change["changed"]["fields"] = list(dict.fromkeys(self.word_for(form, name) for name in changed))
        return message

    def word_for(self, form: Any, name: str) -> str:
        """What a field of a form is called in the history, as the catalog has it."""
        try:
            return str(self.opts.get_field(name).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            return str(form.fields[name].label or name)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Answer what is hidden like what never was: 404, without a message that repeats the number."""
        raise Http404


class RemovalBox(CheckboxInput):
    """The box that takes a row away: it has no label, so to who does not see the head of its column it says it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"aria-label": _("Remove"), **(attrs or {})})


class DeskInline(InlineModelAdmin):
    """Rows inside an admin page: whoever may change the page may change them."""

    extra = 0
    max_num = MOST_ROWS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **{"absolute_max": MOST_ROWS, **kwargs})
        formset.deletion_widget = RemovalBox
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request, obj)

    def may_change(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return True
        return bool(self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj))

    def choices_for(self, field: str, request: HttpRequest) -> models.QuerySet[Any] | None:
        return None

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if (choices := self.choices_for(db_field.name, request)) is not None:
            kwargs["queryset"] = choices
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and request.method == "GET":
            field.iterator, field.choices_read = _ReadOnce, []
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs = with_text_line(db_field, kwargs)
        field = _without_related_buttons(super().formfield_for_dbfield(db_field, request, **kwargs))
        if field is not None:
            # In a row a field has no label: who does not see the head of its column is told it.
            field.widget.attrs.setdefault("aria-label", capfirst(str(field.label)))
        return field


def _without_related_buttons(field: Field | None) -> Field | None:
    """Leave the plain choice: pop-ups that add or change other things have no place beside a text."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        for button in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            setattr(field.widget, button, False)
    return field
