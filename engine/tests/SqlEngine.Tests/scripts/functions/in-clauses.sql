CREATE TABLE dbo.Calls (Name varchar(30) NOT NULL, At datetime2(0) NOT NULL, Ms int NOT NULL);
INSERT dbo.Calls VALUES ('alpha', '2016-03-05 10:00', 5), ('Beta', '2016-03-05 11:30', 15), ('gamma', '2016-03-06 00:15', 25);
SELECT UPPER(LEFT(Name, 1)) AS letter, DATEPART(hour, At) AS hour_of_day, Ms / 10 * 10 AS bucket FROM dbo.Calls WHERE LEN(Name) >= 4 AND DATEDIFF(day, '2016-03-05', At) = 0 ORDER BY DATEADD(minute, -Ms, At) DESC;
SELECT CAST(At AS date) AS day, SUM(Ms) AS total, MAX(UPPER(Name)) AS last_name FROM dbo.Calls GROUP BY CAST(At AS date) HAVING SUM(Ms) > 10 ORDER BY day;
UPDATE dbo.Calls SET Name = STUFF(Name, 1, 1, UPPER(LEFT(Name, 1))), Ms += 1 WHERE Name LIKE '[a-c]%';
SELECT Name, Ms FROM dbo.Calls ORDER BY Name;
