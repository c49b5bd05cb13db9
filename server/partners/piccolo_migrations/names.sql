-- What a dealer calls a professional: the name in the group's own record, whatever the company calls itself meanwhile.
-- Without a record, or where the fence hides it (a pro that asks for its own), the company's name.
CREATE FUNCTION pro_name(entity uuid, pro uuid) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public AS $$
    SELECT coalesce(
        (SELECT professional.name FROM public.professional JOIN public.entity seller ON seller.group_id = professional.group_id
            WHERE seller.id = $1 AND professional.pro_id = $2),
        (SELECT company.name FROM public.pro company WHERE company.id = $2))
$$;
