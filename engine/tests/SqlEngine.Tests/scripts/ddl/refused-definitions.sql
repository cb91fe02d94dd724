-- columns
create table dbo.a (a int null primary key);
GO
create table dbo.a (a int null, b int, primary key (b, a));
GO
create table dbo.a (a varchar(10) identity);
GO
create table dbo.a (a decimal(5, 2) identity);
GO
create table dbo.a (a tinyint identity (300, 1));
GO
create table dbo.a (a int identity (1, 0));
GO
create table dbo.a (a int identity default 1);
GO
create table dbo.a (a rowversion default 1);
GO
create table dbo.a (a rowversion, b timestamp);
GO
create table dbo.a (a int, b int default a);
GO
create table dbo.a (a int default (select 1));
GO
create table dbo.a (a int, b as a + 1, c as b + 1);
GO
create table dbo.a (a datetime default dateadd(day, 1, getdate()), b as datepart(day, a));
GO
create table dbo.b (a int(4));
GO
-- keys
create table dbo.k (a varchar(max), b xml, c text, d int);
GO
create index i on dbo.k (a);
GO
create index i on dbo.k (b);
GO
create index i on dbo.k (d, d);
GO
create index i on dbo.k (d) include (d);
GO
create index i on dbo.k (d) include (a);
GO
create index nope on dbo.k (d) with (drop_existing = on);
GO
create table dbo.l (a nvarchar(max) primary key);
GO
-- views and functions over temporary tables
create table #t (a int);
GO
create view dbo.v as select a from #t;
GO
create function dbo.f () returns table as return select a from #t;
GO
create function dbo.f () returns int as begin return (select max(a) from #t) end;
GO
-- functions with side effects
create function dbo.f () returns float as begin return rand() end;
GO
create function dbo.f () returns uniqueidentifier as begin declare @g uniqueidentifier = newid(); return @g end;
GO
-- calls
create procedure dbo.p @a int as return @a;
GO
exec dbo.p @a = 1, @a = 2;
GO
waitfor delay 'soon';
GO
create user u without login;
GO
execute as user = 'u';
exec sp_rename 'dbo.p', 'q';
GO
revert;
GO
