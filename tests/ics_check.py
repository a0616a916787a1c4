"""Reads every .ics file of a folder with PyPI's icalendar and says what an independent reader makes of it.

Called by tests/calendars.rs where Python has the package; by hand: python3 tests/ics_check.py FOLDER
Prints one JSON object: for each file its method and its events with UTC start and alarm.
"""

import datetime
import json
import pathlib
import sys

import icalendar

UTC = datetime.timezone.utc


def utc(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(path):
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    defined = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
    assert calendar["VERSION"] == "2.0" and "PRODID" in calendar, path
    events = []
    for event in calendar.walk("VEVENT"):
        name = event["DTSTART"].params.get("TZID")
        assert name in defined, f"{path}: {name} is not defined"
        # The file's own definition must say the same as the system's time zone data.
        wall = event.decoded("DTSTART").replace(tzinfo=None)
        start = utc(wall.replace(tzinfo=defined[name]))
        assert start == utc(event.decoded("DTSTART")), f"{path}: {start}"
        alarms = [utc(event.decoded("DTSTART") + alarm.decoded("TRIGGER")) for alarm in event.walk("VALARM")]
        assert event.decoded("DTEND") > event.decoded("DTSTART"), path
        assert all("DTSTAMP" not in alarm and "UID" not in alarm for alarm in event.walk("VALARM")), path
        errors = [str(error) for component in event.walk() for error in component.errors]
        assert not errors, f"{path}: {errors}"
        events.append(
            {
                "uid": str(event["UID"]),
                "sequence": int(event["SEQUENCE"]),
                "status": str(event["STATUS"]),
                "summary": str(event["SUMMARY"]),
                "location": str(event["LOCATION"]),
                "start": start,
                "alarms": alarms,
            }
        )
    return {"method": str(calendar["METHOD"]), "events": events}


def main():
    folder = pathlib.Path(sys.argv[1])
    found = {path.name: read(path) for path in sorted(folder.glob("*.ics"))}
    assert found, "no calendar"
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
