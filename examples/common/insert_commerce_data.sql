use commerce;
insert into product(sku, description, price) values ('SKU-1001', 'Monitor', 100);
insert into product(sku, description, price) values ('SKU-1002', 'Keyboard', 30);
