"""Addresses of this app's pages."""

from django.urls import URLPattern, path

from reports import views

UPDATE = "quarters/<slug:quarter>/update"

urlpatterns: list[URLPattern] = [
    path(f"{UPDATE}/", views.update, name="update"),
    path(f"{UPDATE}/outline/", views.outline, name="update-outline"),
    path(f"{UPDATE}/pdf/", views.pdf, name="update-pdf"),
    path(f"{UPDATE}/files/<int:pk>/", views.job, name="update-job"),
    path(f"{UPDATE}/files/<int:pk>/pdf/", views.file, name="update-file"),
]
