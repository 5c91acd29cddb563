
BlogitsJ(%¦mÀ(÷Ñ@¾Ó‚¿¶À9ÀgW<Àcp&ÀŠùNÀiýÀpWÀ†žÀ