namespace Lanyard.Core.Demo;

/// <summary>A city with the habits of its country. A telephone number has zeros or a 555 where nobody's has.</summary>
internal sealed record DemoPlace(
    string Country, string Language, string City, string? State, string? PostalCode, string Phone, string Company);

internal static class DemoPlaces
{
    public static IReadOnlyList<DemoPlace> All { get; } =
    [
        new("GB", "en", "Leeds", "West Yorkshire", "LS# #@@", "+44 113 000 ####", "* Ltd"),
        new("IE", "en", "Galway", "Connacht", "H91 @###", "+353 91 000 ###", "* DAC"),
        new("US", "en", "Portland", "OR", "972##", "+1 503 555 01##", "* Inc."),
        new("CA", "fr", "Québec", "QC", "G1@ #@#", "+1 418 555 01##", "* inc."),
        new("AU", "en", "Hobart", "TAS", "70##", "+61 3 0000 ####", "* Pty Ltd"),
        new("ZA", "en", "Durban", "KwaZulu-Natal", "40##", "+27 31 000 ####", "* (Pty) Ltd"),
        new("DE", "de", "Nürnberg", "Bayern", "904##", "+49 911 000####", "* GmbH"),
        new("AT", "de", "Linz", "Oberösterreich", "40##", "+43 732 000###", "* GesmbH"),
        new("CH", "de", "Zürich", "ZH", "80##", "+41 44 000 ## ##", "* AG"),
        new("NL", "nl", "Utrecht", "Utrecht", "35## @@", "+31 30 000 ####", "* BV"),
        new("BE", "nl", "Gent", null, "90##", "+32 9 000 ## ##", "* NV"),
        new("FR", "fr", "Lyon", null, "690##", "+33 4 00 00 ## ##", "* SAS"),
        new("ES", "es", "Málaga", "Andalucía", "290##", "+34 952 000 ###", "* S.L."),
        new("MX", "es", "Mérida", "Yucatán", "970##", "+52 999 000 ####", "* S.A. de C.V."),
        new("AR", "es", "Córdoba", "Córdoba", "X50##@@@", "+54 351 000 ####", "* S.R.L."),
        new("PT", "pt", "Évora", null, "7000-###", "+351 266 000 ###", "* Lda."),
        new("BR", "pt", "São Paulo", "SP", "01###-###", "+55 11 0000 ####", "* Ltda."),
        new("IT", "it", "Bologna", "BO", "401##", "+39 051 000 ####", "* S.r.l."),
        new("PL", "pl", "Łódź", "łódzkie", "90-###", "+48 42 000 ## ##", "* Sp. z o.o."),
        new("CZ", "cs", "Plzeň", null, "30# ##", "+420 377 000 ###", "* s.r.o."),
        new("SE", "sv", "Malmö", null, "21# ##", "+46 40 00 ## ##", "* AB"),
        new("DK", "da", "Århus", null, "80##", "+45 86 00 ## ##", "* ApS"),
        new("NO", "da", "Tromsø", null, "90##", "+47 77 00 ## ##", "* AS"),
        new("TR", "tr", "İzmir", null, "35###", "+90 232 000 ## ##", "* A.Ş."),
        new("HU", "hu", "Győr", null, "90##", "+36 96 000 ###", "* Kft."),
        new("VN", "vi", "Đà Nẵng", null, "55####", "+84 236 000 ####", "Công ty *"),
        new("UA", "uk", "Львів", "Львівська область", "79###", "+380 32 000 ## ##", "ТОВ «*»"),
        new("BG", "bg", "Пловдив", null, "40##", "+359 32 000 ###", "* ООД"),
        new("RS", "sr", "Нови Сад", "Војводина", "21###", "+381 21 000 ###", "* д.о.о."),
        new("GR", "el", "Θεσσαλονίκη", "Κεντρική Μακεδονία", "54# ##", "+30 231 000 ####", "* Α.Ε."),
        new("CY", "el", "Λευκωσία", null, "10##", "+357 22 000 ###", "* Λτδ"),
        new("EG", "ar", "القاهرة", null, "115##", "+20 2 0000 ####", "شركة *"),
        new("AE", "ar", "دبي", "دبي", null, "+971 4 000 ####", "* ذ.م.م"),
        new("MA", "ar", "الرباط", null, "10###", "+212 537 00 ## ##", "شركة *"),
        new("IL", "he", "חיפה", null, "310####", "+972 4 000 ####", "* בע״מ"),
        new("CN", "zh", "杭州", "浙江", "3100##", "+86 571 0000 ####", "*有限公司"),
        new("TW", "zh-Hant", "臺中", null, "400###", "+886 4 0000 ####", "*股份有限公司"),
        new("JP", "ja", "横浜", "神奈川県", "220-00##", "+81 45 000 ####", "株式会社*"),
        new("KR", "ko", "부산", "부산광역시", "48###", "+82 51 000 ####", "(주)*"),
        new("IN", "hi", "जयपुर", "राजस्थान", "3020##", "+91 141 000 ####", "* प्राइवेट लिमिटेड"),
        new("NP", "hi", "काठमाडौँ", null, "446##", "+977 1 000 ####", "* प्रा. लि."),
        new("TH", "th", "เชียงใหม่", "เชียงใหม่", "502##", "+66 53 000 ###", "บริษัท * จำกัด"),
    ];
}
