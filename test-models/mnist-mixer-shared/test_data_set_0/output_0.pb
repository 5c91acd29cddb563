
BlogitsJ(Ë*DÀo"A—áÁ¾ŸTt¿,–Ž¿Š4¼>þ÷À•\XÀÑ°f?IJÀ