
BlogitsJ(l0ÁüRÃÀ¸›ÓÀQµß@û75Á¦Æ@¶rDÁRdÀcžÀaÿ5À