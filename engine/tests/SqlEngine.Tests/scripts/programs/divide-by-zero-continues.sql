PRINT 'before';
SELECT 1 / 0 AS x;
PRINT 'after';
