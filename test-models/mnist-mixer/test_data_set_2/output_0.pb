
BlogitsJ(^*þ¿ÖÒÀŒBDÀw.AùXÀjÌ@î vÀ~ÙYÀ¿x‹?%Î¿