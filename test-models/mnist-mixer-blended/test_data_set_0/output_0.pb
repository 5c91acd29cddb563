
BlogitsJ(s÷јsљя@§bњwтQј§r@зяјZ№зњM]°њ EК@9эњ