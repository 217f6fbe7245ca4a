"""From a product with a photo to a film: VIDSTUDIO_URL, VIDSTUDIO_TOKEN, and the photo's path."""

import os
import sys

from vidstudio_client import Studio

with Studio(os.environ["VIDSTUDIO_URL"], os.environ["VIDSTUDIO_TOKEN"]) as studio:
    product = studio.create_product("Ridge Flask", price="29.00", selling_points=["Leak-proof lid"])
    studio.add_photo(product["id"], sys.argv[1])
    project = studio.create_project(product_id=product["id"], duration=6, resolution="720p")
    studio.wait(studio.generate(project["id"]))
    board = studio.submit(project["id"])
    approved = studio.approve(project["id"], expecting=board["submission"]["digest"])
    job = studio.newest_job(approved["id"], "render")
    studio.wait(job, on_event=lambda event: print(event["percent"], event["message"]))
    print(studio.download_film(project["id"], "flask.mp4"))
