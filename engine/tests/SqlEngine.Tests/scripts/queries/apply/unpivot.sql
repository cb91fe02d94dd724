SELECT u.Id, u.Quarter, u.Amount FROM (VALUES (1, 10, NULL), (2, 5, 7)) AS s (Id, Q1, Q2) UNPIVOT (Amount FOR Quarter IN (Q1, Q2)) AS u ORDER BY u.Id, u.Quarter;
GO
SELECT u.Amount FROM (VALUES (1, N'x')) AS s (Q1, Q2) UNPIVOT (Amount FOR Quarter IN (Q1, Q2)) AS u;
