
BlogitsJ(эzаjPайE⌠а|░┬?╞╞tа<НFAХW,ю²И▌аe6┴ю┐Ка