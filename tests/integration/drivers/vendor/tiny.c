/* Needs no other library, so that it can be built for 32 bits where nothing else is there for it. */
int SDT_OpenPort(int port) { return port ? 0x90 : 0x01; }
int SDT_ClosePort(int port) { return port ? 0x90 : 0x01; }
int SDT_StartFindIDCard(int port, unsigned char *iin, int ifopen) { return port && iin && !ifopen ? 0x80 : 0x01; }
int SDT_SelectIDCard(int port, unsigned char *sn, int ifopen) { return port && sn && !ifopen ? 0x81 : 0x01; }
int SDT_ReadBaseMsg(int port, unsigned char *text, unsigned *tl, unsigned char *photo, unsigned *pl, int ifopen)
{
    return port && text && tl && photo && pl && !ifopen ? 0x41 : 0x01;
}
