"""What hands do on a page."""


def follow(page, link_or_button):
    """Click what leads to another page, and wait until that page is there."""
    with page.expect_navigation() as going:
        link_or_button.click()
    return going.value
