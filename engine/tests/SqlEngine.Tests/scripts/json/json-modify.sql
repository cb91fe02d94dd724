SELECT JSON_MODIFY('{"a":1,"b":2}', '$.a', 5) AS changed, JSON_MODIFY('{"a":1}', '$.b', 'new') AS added, JSON_MODIFY('{"a":1,"b":2}', '$.a', NULL) AS removed, JSON_MODIFY('{"a":[1]}', 'append $.a', 2) AS appended, JSON_MODIFY('{"a":1}', 'strict $.a', NULL) AS set_null;
SELECT JSON_MODIFY('{"a":{}}', '$.a.b', N'"quoted"') AS nested, JSON_MODIFY('{"a":1}', '$.b', JSON_QUERY('[1,2]')) AS fragment;
GO
SELECT JSON_MODIFY('{"a":1}', 'strict $.b', 1) AS failed;
