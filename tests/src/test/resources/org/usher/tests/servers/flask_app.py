"""An ordinary Flask app. It knows nothing of usher."""
from flask import Flask, request

app = Flask(__name__)

@app.route("/<path:path>", methods=["GET", "POST"])
def answer(path):
    if request.method == "POST":
        return request.get_data()
    return "flask, %s" % request.remote_addr
