"""The page of the API works under the strict policy, without a word in the console."""


def test_the_page_shows_an_operation_and_no_complaint(live_server, page):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    hosts = []
    page.on("request", lambda request: hosts.append(request.url.split("/")[2]))

    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator(".opblock-summary").first.click()
    page.locator(".opblock-body").first.wait_for()

    assert complaints == []
    assert set(hosts) == {live_server.url.split("/")[2]}
