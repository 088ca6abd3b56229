# A small Python runtime of Lambda: loads the handler, asks for invocations, answers them. Only the standard library.
import http.client
import importlib.util
import json
import os

BASE = "/2018-06-01/runtime"


def call(connection, method, path, body=None, headers={}):
    connection.request(method, BASE + path, body, headers)
    answer = connection.getresponse()
    return answer.headers, answer.read()


def load_handler():
    module, name = os.environ["_HANDLER"].rsplit(".", 1)
    spec = importlib.util.spec_from_file_location("function", module)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return getattr(loaded, name)


def main():
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler = load_handler()
    while True:
        headers, body = call(connection, "GET", "/invocation/next")
        path = f"/invocation/{headers['Lambda-Runtime-Aws-Request-Id']}"
        try:
            answer = json.dumps(handler(json.loads(body), None))
        except Exception as error:
            kind = type(error).__name__
            report = json.dumps({"errorType": kind, "errorMessage": str(error)})
            call(connection, "POST", f"{path}/error", report, {"Lambda-Runtime-Function-Error-Type": kind})
        else:
            call(connection, "POST", f"{path}/response", answer)


main()
