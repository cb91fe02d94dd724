"""Drives the endpoint with pymssql (FreeTDS' db-lib) and prints what it saw as one JSON object.

Usage: client.py PORT PASSWORD TDS_VERSION
"""
import datetime
import decimal
import json
import sys

import pymssql

port, password, version = sys.argv[1:4]
connection = pymssql.connect(
    server="127.0.0.1", port=port, user="sa", password=password, database="Clients", tds_version=version, login_timeout=15, timeout=30
)
cursor = connection.cursor()
seen = {}


def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date, decimal.Decimal)):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


def rows():
    return [[plain(v) for v in row] for row in cursor.fetchall()]


cursor.execute("CREATE TABLE #t (id int NOT NULL, name nvarchar(20) NULL, price decimal(9, 2) NULL, at datetime NULL)")
cursor.executemany("INSERT INTO #t VALUES (%d, %s, %s, %s)", [
    (1, "grün", decimal.Decimal("1.50"), datetime.datetime(2026, 2, 3, 4, 5, 6)),
    (2, None, None, None),
])
cursor.execute("SELECT id, name, price, at FROM #t WHERE id <= %d ORDER BY id", (2,))
seen["columns"] = [c[0] for c in cursor.description]
seen["rows"] = rows()
connection.commit()

cursor.execute("DELETE #t")
connection.rollback()
cursor.execute("SELECT COUNT(*) FROM #t")
seen["after rollback"] = rows()

cursor.execute("SELECT CAST(N'long ü' AS nvarchar(max)), CAST('<a/>' AS xml), CAST('2026-02-03' AS date), CAST(0x0102 AS varbinary(max))")
seen["long"] = rows()

# Each row is longer than the one before, so that values begin at every place of a packet.
cursor.execute(
    "WITH d AS (SELECT v.n FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (n))"
    " SELECT REPLICATE('x', 1 + a.n + 10 * b.n), CAST(REPLICATE(N'ü', 50) AS nvarchar(max))"
    " FROM d AS a CROSS JOIN d AS b CROSS JOIN d AS c CROSS JOIN (VALUES (0), (1)) AS e (n)"
)
seen["at every place"] = len([row for row in rows() if row[1] == "ü" * 50])

try:
    cursor.execute("SELECT 1/0")
    cursor.fetchall()
except pymssql.Error as error:
    seen["error"] = error.args[0]
connection.rollback()

cursor.execute("EXEC dbo.AddOne %d", (41,))
seen["procedure"] = rows()
print(json.dumps(seen, ensure_ascii=True))
