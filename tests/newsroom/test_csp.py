"""What a browser is told it may do on our pages, and which static files it can ask for."""

import pytest
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.base import ContentFile
from django.http import HttpResponse, HttpResponseServerError

from newsroom.csp import (
    STRICT,
    ContentSecurityPolicyMiddleware,
    PermissionsPolicyMiddleware,
    policy_text,
)
from newsroom.static_files import NewsroomStaticFilesStorage, PrunedStaticFilesConfig

HEADER = "Content-Security-Policy"


@pytest.fixture
def answer(rf, settings):
    """Send a response through the middleware and return its headers."""
    settings.DEBUG = False
    if hasattr(settings, "SECURE_CSP"):
        del settings.SECURE_CSP

    def send(response):
        return ContentSecurityPolicyMiddleware(lambda request: response)(rf.get("/")).headers

    return send


def test_every_page_gets_a_policy_without_anything_inline(answer):
    policy = answer(HttpResponse())[HEADER]
    assert policy == policy_text(STRICT)
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_house_can_set_a_policy_of_its_own(answer, settings):
    settings.SECURE_CSP = {"default-src": ["'self'", "https://cdn.example.cn"]}
    assert answer(HttpResponse())[HEADER] == "default-src 'self' https://cdn.example.cn"


def test_a_house_can_try_a_policy_before_it_binds(answer, settings):
    settings.SECURE_CSP_REPORT_ONLY = {"default-src": ["'self'"]}
    headers = answer(HttpResponse())
    assert headers[f"{HEADER}-Report-Only"] == "default-src 'self'"
    assert headers[HEADER] == policy_text(STRICT)


def test_a_page_may_loosen_one_directive_and_keeps_the_others(answer):
    response = HttpResponse()
    response.csp = {"style-src": ["'self'", "'unsafe-inline'"], "media-src": False}
    policy = answer(response)[HEADER]
    assert "style-src 'self' 'unsafe-inline';" in policy
    assert "script-src 'self';" in policy
    assert "media-src" not in policy
    assert "unsafe-inline" not in answer(HttpResponse())[HEADER]


def test_a_policy_the_page_wrote_itself_stays(answer):
    response = HttpResponse(headers={HEADER: "sandbox"})
    assert answer(response)[HEADER] == "sandbox"


def test_a_page_about_a_mistake_keeps_its_style_in_development_only(answer, settings):
    assert HEADER in answer(HttpResponseServerError())
    settings.DEBUG = True
    assert HEADER not in answer(HttpResponseServerError())


def test_a_directive_may_be_a_list_a_text_or_a_switch():
    policy = {"img-src": ["'self'", "data:"], "sandbox": "", "upgrade-insecure-requests": True}
    assert policy_text({**policy, "font-src": None}) == ("img-src 'self' data:; sandbox; upgrade-insecure-requests")


def test_no_page_may_use_the_camera(rf):
    response = PermissionsPolicyMiddleware(lambda request: HttpResponse())(rf.get("/"))
    assert "camera=()" in response.headers["Permissions-Policy"]


# -- static files ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def collected():
    finder = AppDirectoriesFinder()
    return {path for path, _storage in finder.list(PrunedStaticFilesConfig.ignore_patterns)}


def test_of_the_editor_only_what_it_uses_is_published(collected):
    plugins = "ckeditor/ckeditor/plugins/"
    published = {name.removeprefix(plugins).split("/")[0] for name in collected if name.startswith(plugins)}
    assert published == {
        "a11yhelp", "clipboard", "dialog", "find", "icons.png", "icons_hidpi.png", "lineutils", "link",
        "liststyle", "magicline", "notification", "pastetools", "specialchar", "table",
        "tableselection", "tabletools", "widget",
    }  # fmt: skip


def test_no_page_and_no_old_library_comes_with_the_editor(collected):
    editor = {name for name in collected if name.startswith("ckeditor/")}
    assert "ckeditor/ckeditor/ckeditor.js" in editor
    assert not [name for name in editor if name.endswith((".html", ".md", ".php"))]
    assert not [name for name in editor if "jquery" in name]


def test_the_editor_has_both_languages_of_the_desk(collected):
    languages = {name for name in collected if name.startswith("ckeditor/ckeditor/lang/")}
    assert languages == {"ckeditor/ckeditor/lang/en.js", "ckeditor/ckeditor/lang/zh-cn.js"}


def test_the_editor_keeps_its_plain_names_and_all_else_gets_a_hash(tmp_path):
    storage = NewsroomStaticFilesStorage(location=tmp_path, base_url="/static/")
    names = ["ckeditor/ckeditor/ckeditor.js", "desk/richtext.css"]
    for name in names:
        storage.save(name, ContentFile(b"/* x */"))
    processed = list(storage.post_process({name: (storage, name) for name in names}))
    assert [name for name, *_rest in processed] == ["desk/richtext.css"]
    assert storage.stored_name(names[0]) == names[0]
    assert storage.stored_name(names[1]) != names[1]
