namespace Lanyard.Core.Demo;

/// <summary>More languages in Latin script.</summary>
internal static class DemoMoreLatinWords
{
    public static IReadOnlyList<DemoWords> All { get; } =
    [
        new("cs")
        {
            Men = "Jiří Ondřej Tomáš Luděk Řehoř Zdeněk",
            Women = "Anežka Žofie Lenka Kateřina Božena Růžena",
            Last = "Krejčík/Krejčíková Dvořáček/Dvořáčková Říha/Říhová Šťastný/Šťastná Martinů Žďárský/Žďárská",
            Titles = "pan|paní",
            Streets = "Nádražní|U Řeky|Květná",
            Companies = "Jiskra Veletrhy:jiskra|Český Hlas:ceskyhlas|Tři Duby:triduby",
            Departments = "Nákup|Prodej|Vývoj",
            Jobs = "Vedoucí obchodu|Nákupčí|Vývojář",
            Goals = "Najít partnera pro registraci.|Vidět nové tiskárny.",
        },
        new("sv")
        {
            Men = "Åke Göran Björn Sören Håkan Väinö",
            Women = "Åsa Märta Görel Tyra Älva Ingegärd",
            Last = "Sjöqvist Ängström Åkerhielm Hedström Björkvall Löfdal",
            Titles = "Herr|Fru",
            Prefixes = "af",
            Streets = "Östergatan|Vägen|Hamngatan",
            Companies = "Nordsken:nordsken|Älvkraft:alvkraft|Mässbygget:massbygget",
            Departments = "Inköp|Försäljning|Utveckling",
            Jobs = "Inköpschef|Säljare|Utvecklare",
            Goals = "Jämföra system för besökare.|Träffa kunder.",
        },
        new("da")
        {
            Men = "Søren Jørgen Bjørn Asbjørn Mads Åge",
            Women = "Bjørk Kirsten Sørine Åse Maja Dagný",
            Last = "Mølgaard Kjær Skovgård Ørnholt Bækdal Østerå",
            Titles = "Hr.|Fru",
            Streets = "Åboulevarden|Nørregade|Havnevej",
            Companies = "Blåbær:blaabaer|Messeværket:messevaerket|Ørn Data:oerndata",
            Departments = "Indkøb|Salg|Uddannelse",
            Jobs = "Indkøber|Salgschef|Udvikler",
            Goals = "Se på adgangskontrol.|Møde nye leverandører.",
        },
        new("tr")
        {
            Men = "Çağrı Yiğit Ömer Işık Şükrü Barış",
            Women = "Ayşegül Gülşah Müge Çiğdem Özge İpek",
            Last = "Yıldızoğlu Çelikkan Güneşli Şahbaz Özdemirci Kılıçtaş",
            Titles = "Bay|Bayan",
            Streets = "Çınar Sokak|Kıyı Caddesi|Gül Sokak",
            Companies = "Işıltı Fuar:isilti|Çınar Yazılım:cinaryazilim|Üçgen:ucgen",
            Departments = "Satın Alma|Satış|Eğitim",
            Jobs = "Satış Müdürü|Yazılım Uzmanı|Alıcı",
            Goals = "Kart okuma sistemlerini görmek.|Yeni bayi bulmak.",
        },
        new("hu")
        {
            Men = "Győző Árpád Zsolt Bendegúz Ernő Örs",
            Women = "Boglárka Zsófia Csilla Emőke Ágota Fruzsina",
            Last = "Szűcsi Kővágó Bölcskei Fűrész Gyöngyösi Tóthfalvi",
            Titles = "Úr|Asszony",
            Streets = "Fő utca|Diófa utca|Kőrösi út",
            Companies = "Szél és Víz:szelesviz|Őszi Vásár:oszivasar|Zöld Híd:zoldhid",
            Departments = "Beszerzés|Értékesítés|Képzés",
            Jobs = "Beszerző|Fejlesztő|Ügyvezető",
            Goals = "Beléptető rendszert keresünk.|Partnertalálkozó.",
        },
        new("vi")
        {
            Men = "Đức Hiếu Phước Thịnh Vượng Tuấn",
            Women = "Hằng Nguyệt Thảo Mỹ Yến Diễm",
            Last = "Nguyễn Trần Đặng Huỳnh Võ Dương",
            Titles = "Ông|Bà",
            Streets = "đường Lê Lợi|đường Bạch Đằng|đường Hoa Sữa",
            Companies = "Hoa Biển:hoabien|Ánh Sáng:anhsang|Cầu Vồng:cauvong",
            Departments = "Mua hàng|Bán hàng|Đào tạo",
            Jobs = "Trưởng phòng|Kỹ sư phần mềm|Nhân viên",
            Goals = "Tìm nhà cung cấp thẻ.|Gặp đối tác mới.",
        },
    ];
}
