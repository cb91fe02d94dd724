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
GO
-- A filter with a constant serves a query with the same constant, never one with a variable; one with IS NULL a
-- query that asks for NULL. Without a key to look for the whole of the small index is read.
CREATE TABLE dbo.Job (Id int NOT NULL PRIMARY KEY, Queue int NOT NULL, IsRunning bit NOT NULL, Status nvarchar(10) NOT NULL, EndedAt int NULL);
CREATE INDEX IX_Job_Running ON dbo.Job (Queue) WHERE IsRunning = 1;
CREATE INDEX IX_Job_Failed ON dbo.Job (Id) WHERE (Status = N'failed');
CREATE INDEX IX_Job_Open ON dbo.Job (Queue, Id) WHERE EndedAt IS NULL;
INSERT dbo.Job (Id, Queue, IsRunning, Status, EndedAt)
VALUES (1, 7, 1, N'running', NULL), (2, 7, 0, N'failed', 5), (3, 8, 1, N'running', NULL), (4, 8, 0, N'ended', 6), (5, 8, 0, N'failed', NULL);
GO
-- plan
DECLARE @One bit = 1;
SELECT j.Id FROM dbo.Job AS j WHERE j.Queue = 7 AND j.IsRunning = 1;
SELECT j.Id FROM dbo.Job AS j WHERE 1 = j.IsRunning;
SELECT j.Id FROM dbo.Job AS j WHERE j.Queue = 7 AND j.IsRunning = @One;
SELECT j.Id FROM dbo.Job AS j WHERE j.Queue = 7 AND j.IsRunning = 0;
SELECT j.Id FROM dbo.Job AS j WHERE j.Status = N'failed';
SELECT j.Id FROM dbo.Job AS j WHERE j.Status = N'FAILED' ORDER BY j.Id;
SELECT j.Id FROM dbo.Job AS j WHERE j.EndedAt IS NULL AND j.Queue = 8;
SELECT j.Id FROM dbo.Job AS j WHERE j.EndedAt = NULL AND j.Queue = 8;
UPDATE dbo.Job SET IsRunning = 0, EndedAt = 9 WHERE IsRunning = 1 AND Queue = 8;
SELECT j.Id, j.IsRunning, j.EndedAt FROM dbo.Job AS j ORDER BY j.Id;
SELECT j.Id FROM dbo.Job AS j WHERE j.Queue = 8 AND j.IsRunning = 1;
