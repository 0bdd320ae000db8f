"""The browser and the site that the other tests here rely on."""


def test_static_files_have_hashed_names_and_long_lives(phone):
    page = phone()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/")
    styles = [answer for answer in answers if ".css" in answer.url]
    assert styles
    for answer in styles:
        assert answer.status == 200
        headers = answer.all_headers()
        assert "immutable" in headers["cache-control"], headers


def test_a_request_to_elsewhere_is_seen(phone):
    page = phone()
    page.goto("/")
    page.evaluate("fetch('https://example.org/').catch(() => {})")
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in text for text in page.complaints)
    page.complaints.clear()
    page.outside.clear()
