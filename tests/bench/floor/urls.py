"""The pages of the floor, and a static page with one stylesheet for the browser to paint."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.bench.floor.models import Row

STYLE = "body{font:1rem/1.5 sans-serif;margin:1rem;color:#222;background:#fff}h1{font-size:1.5rem}"
STATIC_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>A page</title>'
    '<link rel="stylesheet" href="/style.css"></head><body><h1>A page</h1>'
    f"<p>{'Nothing but a few plain words. ' * 8}</p></body></html>"
)


def hello(request):
    """Answers whoever asks, without looking."""
    return HttpResponse("Hello")


@login_required
def hello_session(request):
    """Answers somebody who is signed in: the session and the user are read."""
    return HttpResponse(f"Hello {request.user.pk}")


@login_required
def rows(request):
    """F: the newest 50 rows of somebody who is signed in, in a template of about 20 KB."""
    newest = Row.objects.filter(owner=request.user).order_by("-at")[:50]
    return render(request, "rows.html", {"rows": newest})


def row(request, pk):
    return HttpResponse(str(pk))


def static_page(request):
    return HttpResponse(STATIC_PAGE)


def style(request):
    return HttpResponse(STYLE, content_type="text/css", headers={"Cache-Control": "max-age=31536000, immutable"})


urlpatterns = [
    path("hello/", hello, name="hello"),
    path("hello-session/", hello_session, name="hello-session"),
    path("rows/", rows, name="rows"),
    path("rows/<int:pk>/", row, name="row"),
    path("static-page/", static_page, name="static-page"),
    path("style.css", style, name="style"),
]
