create table dbo.t (id int not null primary key, a int null, b varchar(10) null constraint df_b default 'd');
create table dbo.u (id int not null primary key, c int null);
create table dbo.n (nr int identity (10, 5) not null, a int not null, twice as a * 2, v rowversion);
insert dbo.t (id, a) values (1, 10), (2, 20);
insert dbo.u (id, c) values (1, 100), (2, 200);
GO
create view dbo.renamed (key_of, value) as select id, a from dbo.t;
GO
create view dbo.joined as select t.id, t.a, u.c from dbo.t join dbo.u on u.id = t.id;
GO
create view dbo.computed as select id, a, a + 1 as more from dbo.t;
GO
create view dbo.grouped as select a, count(*) as n from dbo.t group by a;
GO
create view dbo.united as select id, a from dbo.t union select id, c from dbo.u;
GO
create view dbo.all_united as select id, a from dbo.t union all select id, c from dbo.u;
GO
create view dbo.numbered as select nr, a, twice, v from dbo.n;
GO
insert dbo.renamed (value, key_of) values (30, 3);
insert dbo.renamed values (4, 40);
select id, a, b from dbo.t order by id;
GO
insert dbo.numbered (a) values (7);
insert dbo.numbered values (8);
select nr, a, twice from dbo.n order by nr;
GO
insert dbo.numbered (nr, a) values (1, 1);
GO
insert dbo.numbered (twice) values (1);
GO
-- the columns of one table only
insert dbo.joined (id, a) values (5, 50);
GO
insert dbo.joined (id, a, c) values (6, 60, 6);
GO
update dbo.joined set a = a + 1 where c = 100;
update dbo.joined set a = 1, c = 1;
GO
delete dbo.joined;
GO
insert dbo.computed (id, more) values (7, 7);
GO
update dbo.computed set more = 7;
GO
insert dbo.computed (id, a) values (7, 7);
delete dbo.computed where more = 8;
GO
update dbo.grouped set a = 1;
GO
delete dbo.grouped;
GO
insert dbo.grouped (a) values (1);
GO
update dbo.united set a = 1;
GO
update dbo.all_united set a = 1;
GO
-- common table expressions and derived tables
with c as (select id, a from dbo.t where id = 1) update c set a = 11;
with c as (select id, a from dbo.t) insert c (id, a) values (8, 80);
select id, a from dbo.t order by id;
GO
with c as (select a, count(*) as n from dbo.t group by a) delete c;
GO
with c as (select t.id, u.c from dbo.t join dbo.u on u.id = t.id) delete c;
GO
update d set more = 1 from (select id, a + 1 as more from dbo.t) as d;
GO
update d set id = 1 from (select distinct id from dbo.t) as d;
GO
update d set id = 1 from (select id from dbo.t union all select id from dbo.u) as d;
GO
delete d from (select t.id from dbo.t join dbo.u on u.id = t.id) as d;
GO
delete sys.objects;
GO
-- OUTPUT through a view, and permissions on the view alone
insert dbo.renamed (key_of, value) output inserted.id, inserted.a values (9, 90);
GO
create user reader without login;
GO
grant insert, update (value), select on dbo.renamed to reader;
GO
execute as user = 'reader';
insert dbo.renamed (key_of, value) values (20, 1);
update dbo.renamed set value = 2 where key_of = 20;
revert;
GO
execute as user = 'reader';
update dbo.renamed set key_of = 2 where key_of = 20;
GO
revert;
select id, a from dbo.t where id = 20;
GO
