# A user's app on the real OpenTelemetry Python SDK; OTEL_EXPORTER_OTLP_ENDPOINT says where the lake is.
# Prints what it sent, one JSON line a span.
import json
import time

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

provider = TracerProvider(resource=Resource({"service.name": "python-sdk-app", "team.size": 3}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("python-sdk-app-scope", "7.8.9")
START = (time.time_ns() // 1_000_000_000 - 60) * 1_000_000_000

elsewhere = SpanContext(0xABCDEFABCDEFABCDEFABCDEFABCDEFAB, 0x1234567890ABCDEF, True, TraceFlags(1))
root = tracer.start_span("root", kind=SpanKind.SERVER, start_time=START + 123456789, links=[Link(elsewhere, {"why": "sent"})])
root.set_attributes({
    "text.plain": "Grüner Tee ☕",
    "text.empty": "",
    "number.integer": 42,
    "number.double": 2.5,
    "number.largest": 2**63 - 1,
    "number.smallest": -(2**63),
    "number.beyond_double": 2**53 + 1,
    "number.largest_exact": 2**53,
    "flag.yes": True,
    "list.texts": ["a", "b"],
    "list.integers": [1, 2**62 + 1],
    "list.doubles": [0.5, 1.5],
    "list.flags": [True, False],
})
child = tracer.start_span("child", context=trace.set_span_in_context(root), start_time=START + 223456789)
child.add_event("half way", {"percent": 50}, START + 223456790)
try:
    raise ValueError("no tea left")
except ValueError as error:
    child.record_exception(error, timestamp=START + 223456791)
child.set_status(Status(StatusCode.ERROR, "no tea left"))
child.end(START + 323456789)
root.end(START + 3000000001)
provider.force_flush()


def as_sent(span):
    return {
        "traceId": format(span.context.trace_id, "032x"),
        "spanId": format(span.context.span_id, "016x"),
        "parentSpanId": format(span.parent.span_id, "016x") if span.parent else None,
        "name": span.name,
        "kind": span.kind.name,
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        "statusCode": span.status.status_code.name,
        "statusMessage": span.status.description,
        "attributes": {key: exact(value) for key, value in span.attributes.items()},
        "events": [
            {"name": event.name, "timeUnixNano": str(event.timestamp), "attributes": {k: exact(v) for k, v in event.attributes.items()}}
            for event in span.events
        ],
        "links": [
            {"traceId": format(link.context.trace_id, "032x"), "spanId": format(link.context.span_id, "016x"), "attributes": dict(link.attributes)}
            for link in span.links
        ],
    }


# JSON readers round what lies beyond 2^53, so whole numbers out there travel as text, and lists as their JSON text.
def exact(value):
    if isinstance(value, bool) or not isinstance(value, (int, tuple)):
        return value
    if isinstance(value, tuple):
        return json.dumps(list(value), separators=(",", ":"))
    return value if abs(value) <= 2**53 else str(value)


for span in (root, child):
    print(json.dumps(as_sent(span)))
provider.shutdown()
