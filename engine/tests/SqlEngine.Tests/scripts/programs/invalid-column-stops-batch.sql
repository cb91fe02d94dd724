CREATE TABLE t (a int);
GO
PRINT 'does not start';
SELECT b FROM t;
GO
PRINT 'starts, the object may come';
SELECT b FROM missing;
PRINT 'not reached';
GO
SELECT missing.a FROM t;
