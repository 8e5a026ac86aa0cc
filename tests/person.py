"""A person at a browser: opens pages, fills in the forms that are really there, and presses the buttons on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client


@dataclass
class Form:
    action: str
    method: str
    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    buttons: list[dict[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """Collects the forms of a page with what a browser would send for each."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._elsewhere: list[tuple[str, str, dict[str, Any]]] = []
        self._select: tuple[Form | None, str, dict[str, Any]] | None = None
        self._options: list[tuple[str, bool]] = []
        self._textarea: tuple[Form | None, str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(a.get("action", ""), a.get("method", "get").lower(), a.get("id", ""))
            self.forms.append(self._open)
        elif tag == "input":
            self._input(a)
        elif tag == "button" and a.get("type", "submit") == "submit" and "disabled" not in a:
            if form := self._form_of(a):
                form.buttons.append(a)
        elif tag == "select":
            self._select, self._options = (self._form_of(a), a.get("name", ""), a), []
        elif tag == "option" and self._select:
            self._options.append((a.get("value", ""), "selected" in a))
        elif tag == "textarea":
            self._textarea, self._text = (self._form_of(a), a.get("name", "")), ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select:
            form, name, a = self._select
            chosen = [value for value, selected in self._options if selected]
            if not chosen and "multiple" not in a and self._options:
                chosen = [self._options[0][0]]
            if form and name:
                form.fields.setdefault(name, []).extend(chosen)
            self._select = None
        elif tag == "textarea" and self._textarea:
            form, name = self._textarea
            if form and name:
                form.fields.setdefault(name, []).append(self._text.removeprefix("\n"))
            self._textarea = None

    def _form_of(self, a: dict[str, str]) -> Form | None:
        if wanted := a.get("form"):
            return next((form for form in self.forms if form.id == wanted), None)
        return self._open

    def _input(self, a: dict[str, str]) -> None:
        form, kind, name = self._form_of(a), a.get("type", "text"), a.get("name", "")
        if form is None:
            return
        if kind == "submit":
            form.buttons.append(a)
        elif kind == "file":
            form.files.add(name)
        elif name and not (kind in {"checkbox", "radio"} and "checked" not in a):
            form.fields.setdefault(name, []).append(a.get("value", "on" if kind == "checkbox" else ""))


class Person:
    """Somebody signed in, or a reader when `client` is nobody's; keeps the page last seen."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page: Any = None

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def open(self, address: str, status: int = 200) -> Person:
        self.page = self.client.get(address, follow=True)
        assert self.page.status_code == status, (address, self.page.status_code)
        return self

    @property
    def words(self) -> str:
        """The page as words, without tags; any white space is one space."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def forms(self) -> list[Form]:
        reader = FormReader()
        reader.feed(self.text)
        return reader.forms

    def press(
        self, name: str = "", value: str = "", *, to: str = "", where: str = "", status: int = 200, **values: Any
    ) -> Person:
        """Press the button of that name and value, with `values` filled in.

        `to` is a part of the address it sends to; `where` a field=value of its form. Other fields stay as they were.
        """
        form, button = self._find(name, value, to, where)
        data: dict[str, Any] = {key: list(kept) for key, kept in form.fields.items()}
        data.update(values)
        if button.get("name"):
            data[button["name"]] = button.get("value", "")
        send = self.client.post if form.method == "post" else self.client.get
        self.page = send(self._address(form, button), data, follow=True)
        assert self.page.status_code == status, (self._address(form, button), self.page.status_code)
        return self

    def _address(self, form: Form, button: dict[str, str]) -> str:
        return urljoin(self.page.request["PATH_INFO"], button.get("formaction") or form.action).partition("#")[0]

    def _find(self, name: str, value: str, to: str, where: str) -> tuple[Form, dict[str, str]]:
        key, _equals, wanted = where.partition("=")
        for form in self.forms():
            if where and wanted not in form.fields.get(key, []):
                continue
            for button in form.buttons:
                named = button.get("name", "") == name and (not value or button.get("value", "") == value)
                if (named or not name) and to in self._address(form, button):
                    return form, button
        raise AssertionError(f"no button {name}={value} to …{to} {where} on {self.page.request['PATH_INFO']}")

    def sees_button(self, name: str, value: str) -> bool:
        return any(
            button.get("name") == name and button.get("value") == value
            for form in self.forms()
            for button in form.buttons
        )
