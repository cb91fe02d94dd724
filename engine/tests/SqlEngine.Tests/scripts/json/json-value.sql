DECLARE @j nvarchar(max) = N'{"name":"x\"y","n":12.50,"flag":true,"none":null,"list":[10,20,{"deep":"z"}],"a b":7,"object":{"k":"v"}}';
SELECT JSON_VALUE(@j, '$.name') AS name, JSON_VALUE(@j, '$.n') AS number, JSON_VALUE(@j, '$.flag') AS flag, JSON_VALUE(@j, '$.none') AS none, JSON_VALUE(@j, '$.list[1]') AS item, JSON_VALUE(@j, '$.list[2].deep') AS deep, JSON_VALUE(@j, '$."a b"') AS quoted, JSON_VALUE(@j, '$.object') AS object_is_null, JSON_VALUE(@j, '$.Name') AS case_matters;
SELECT JSON_QUERY(@j, '$.list') AS list, JSON_QUERY(@j, '$.object') AS object, JSON_QUERY(@j, '$.name') AS scalar_is_null;
GO
SELECT JSON_VALUE('{"a":1}', 'strict $.b') AS failed;
GO
SELECT JSON_VALUE('{"a":[1]}', 'strict $.a') AS failed;
GO
SELECT JSON_QUERY('{"a":1}', 'strict $.a') AS failed;
GO
SELECT JSON_VALUE('{"a":1}', 'a') AS failed;
GO
SELECT JSON_VALUE('{"a":x}', '$.a') AS failed;
