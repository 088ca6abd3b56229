# Answers what plain.mjs answers; fails where it is told to.
def handler(event, context):
    if event.get("fails"):
        raise ValueError("told to fail")
    return {"hello": event.get("name")}
