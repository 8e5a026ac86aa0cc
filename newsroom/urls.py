"""Both sides at once, for development and tests; the desk's redirect from "/" gives way to the front page."""

from newsroom import desk_urls, website_urls

urlpatterns = [*website_urls.urlpatterns, *desk_urls.urlpatterns]

handler400 = "newsroom.error_pages.bad_request"
handler404 = "newsroom.error_pages.not_found"
handler500 = "newsroom.error_pages.server_error"
