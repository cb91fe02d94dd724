-- A filtered index serves a query whose conditions let no row through that the index leaves out: what a
-- comparison finds is not null. Where that is not sure, the index stays aside.
CREATE TABLE dbo.Run (Id int NOT NULL PRIMARY KEY, Task int NULL, Began int NULL, Name nvarchar(10) NOT NULL);
CREATE UNIQUE INDEX UX_Run_Task ON dbo.Run (Task, Began) WHERE Task IS NOT NULL AND Began IS NOT NULL;
CREATE TABLE dbo.Wanted (Task int NULL, Began int NULL);
INSERT dbo.Run (Id, Task, Began, Name)
VALUES (1, 7, 100, N'a'), (2, 7, 200, N'b'), (3, 7, NULL, N'c'), (4, NULL, 100, N'd'), (5, NULL, NULL, N'e');
INSERT dbo.Wanted (Task, Began) VALUES (7, 200), (7, NULL), (NULL, 100);
GO
-- plan
SELECT r.Name FROM dbo.Run AS r WHERE r.Task = 7 AND r.Began = 200;
SELECT r.Name FROM dbo.Run AS r WHERE r.Task = 7 ORDER BY r.Id;
SELECT r.Name FROM dbo.Wanted AS w INNER JOIN dbo.Run AS r ON r.Task = w.Task AND r.Began = w.Began;
SELECT r.Name FROM dbo.Wanted AS w CROSS APPLY (SELECT x.Name FROM dbo.Run AS x WHERE x.Task = w.Task AND x.Began = w.Began) AS r;
